"""`broadsheet mail`: look at the mail that waits or could not be sent, and release it."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from functools import partial

from broadsheet_server.access.audit import Act, record_act
from broadsheet_server.cli.operator import operator
from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.operations.open_store import open_existing_store
from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.outbox.hold import cancel, hold, resume
from broadsheet_server.sharing.outbox.quarantine import (
    QuarantinedDelivery,
    count_waiting,
    last_reply,
    quarantined_deliveries,
    release,
    waiting_deliveries,
)
from broadsheet_server.sharing.outbox.relay_check import check_relay
from broadsheet_server.sharing.outbox.relay_state import failing_relay, resume_relays


def run_list(arguments: argparse.Namespace) -> int:
    """Print every quarantined message with the relay's last reply, and how many messages wait."""
    settings = settings_of(arguments)
    database = open_existing_store(settings)
    try:
        with database.read() as session:
            (count, since), deliveries = count_waiting(session), quarantined_deliveries(session)
            reply, failing = last_reply(session), failing_relay(session, settings.mail)
            waiting = waiting_deliveries(session) if arguments.waiting else []
    finally:
        database.dispose()
    for delivery in (*waiting, *deliveries):
        print(_line(delivery))
    oldest = f", the oldest since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    print(f"{count} waiting{oldest}; {len(deliveries)} held.")
    if reply:
        print(f"The mail server's last reply about waiting mail: {reply}")
    if failing:
        print(f"{failing.relay} fails since {failing.since:%Y-%m-%d %H:%M} UTC: {failing.reason}")
        print("`broadsheet mail resume` makes the servers try again at once.")
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Queue quarantined messages again; name the ids that are not quarantined."""
    database = open_existing_store(settings_of(arguments))
    unknown = []
    try:
        for delivery_id in arguments.ids:
            with database.write() as session:
                if not release(session, delivery_id, now=datetime.now(UTC)):
                    unknown.append(delivery_id)
    finally:
        database.dispose()
    for delivery_id in unknown:
        print(f"broadsheet: {delivery_id} is not held: see `broadsheet mail list`.", file=sys.stderr)
    print(f"Released: {len(arguments.ids) - len(unknown)}.")
    return 1 if unknown else 0


def run_change(arguments: argparse.Namespace) -> int:
    """Cancel, hold or resume waiting messages; 1 where an id is none of these.

    `resume` closes the circuit breaker of every worker, with or without messages to resume, and makes what
    waits for a retry due.
    """
    now, ids = datetime.now(UTC), None if arguments.all else list(arguments.ids)
    database = open_existing_store(settings_of(arguments))
    try:
        with database.write() as session:
            changes = {
                "cancel": partial(cancel, session, ids, now=now),
                "hold": partial(hold, session, ids),
                "resume": partial(resume, session, ids, now=now),
            }
            if arguments.change == "resume":
                resume_relays(session, now)
            count = changes[arguments.change]()
            act = Act(f"mail {arguments.change}", "Delivery", detail=f"{count:,} deliveries")
            record_act(session, operator(), act, now=now)
        database.checkpoint()
    finally:
        database.dispose()
    print(f"{_DONE[arguments.change]}: {count}.")
    if arguments.change == "resume":
        print("If the mail server was failing, it is tried again at once, with all mail that waits.")
    return 0 if ids is None or count == len(set(ids)) else 1


_DONE = {"cancel": "Cancelled", "hold": "Held", "resume": "Resumed"}


def run_test(arguments: argparse.Namespace) -> int:
    """Walk connect, TLS, log-in, sender, recipient and delivery; say what to change where one fails."""
    settings = settings_of(arguments).mail
    if settings.host is None:
        print(
            "broadsheet: mail.host is not set, so no mail is sent. Name your mail server under [mail] in "
            "broadsheet.toml, in the data folder.",
            file=sys.stderr,
        )
        return 1
    return asyncio.run(_walk(settings, arguments.address))


async def _walk(settings: MailSettings, address: str) -> int:
    async for step in check_relay(settings, address):
        print(f"{'ok' if step.advice is None else 'FAILED':<7}{step.name:<10} {step.reply}", flush=True)
        if step.advice is not None:
            print(step.advice)
            return 1
    print("The mail server took the test mail. See whether it arrives, and in which folder.")
    return 0


def _line(delivery: QuarantinedDelivery) -> str:
    since = f"{delivery.since:%Y-%m-%d %H:%M}"
    return f"{delivery.delivery_id}  {since}  {delivery.state:<9}  {delivery.recipient}  {delivery.answer}"
