// Light or dark: as the system says, until somebody chooses.

import { recall, remember } from "./memory.js";

const CHOICES = ["system", "light", "dark"];

export function followTheme(select) {
  const kept = recall("browser", "theme", "system");
  select.value = CHOICES.includes(kept) ? kept : "system";
  apply(select.value);
  select.addEventListener("change", () => {
    remember("browser", "theme", select.value);
    apply(select.value);
  });
}

function apply(choice) {
  document.documentElement.dataset.theme = choice;
}
