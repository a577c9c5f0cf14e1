// Server-Sent Events over fetch (HTML, section 9.2), because EventSource can neither POST nor send a key.

// Takes a stream apart as it comes, in pieces of any size, and calls `dispatch({ event, data, id })`.
export class EventReader {
  constructor(dispatch) {
    Object.assign(this, { dispatch, rest: "", id: "" });
    this.fresh();
  }

  fresh() {
    Object.assign(this, { event: "message", data: [] });
  }

  push(piece) {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop();
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === "") {
      this.end();
      return;
    }
    const [, field, value] = line.match(/^([^:]*)(?:: ?)?([\s\S]*)$/);
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
  }

  end() {
    const { event, data, id } = this;
    this.fresh();
    if (data.length || event !== "message") this.dispatch({ event, data: data.join("\n"), id });
  }
}

// Reads the body of a response to its end. Rejects where the connection breaks.
export async function readEvents(response, dispatch) {
  const reader = new EventReader(dispatch);
  const decoder = new TextDecoder();
  const source = response.body.getReader();
  for (;;) {
    const { done, value } = await source.read();
    if (done) return;
    reader.push(decoder.decode(value, { stream: true }));
  }
}
