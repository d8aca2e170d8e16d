"""The live feed over HTTP: each event once and in order, of what the caller may see, over restarts too."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.accounts.api_keys import keys_of, revoke_key
from foresale.service.live import feed as feed_module
from foresale.service.live import hub as hub_module
from foresale.storage.database.event_log.append import LOG, NewEvent, append
from foresale.storage.database.event_log.retention import begin_epoch, forget_events
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.people import UserRow, UserStoreRow
from live_service import Listener, sale


def post(client: httpx.Client, *sales: dict[str, Any]) -> None:
    answer = client.post("/api/sales/batch", json={"sales": list(sales)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["added"] == len(sales), answer.text


def test_a_sale_is_heard_of_by_all_that_listen_at_two_api_processes(service: Any) -> None:
    one, two = (service.client(service.serve()) for _ in range(2))
    near, far = Listener(one), Listener(two)
    for number in range(20):
        post((one, two)[number % 2], sale(f"R{number}"))
    expected = [f"R{number}" for number in range(20)]
    for listener in (near, far):
        listener.wait_for(lambda listener=listener: len(listener.sold) >= 20)
        assert listener.sold == expected
        assert listener.notices == ["hello"]
    event = near.events[0]
    assert event == far.events[0]
    assert (event["schema"], event["data"]["product"], event["data"]["quantity"]) == ("sale/1", "TEA", 1.0)
    assert near.ids[-1] == near.events[-1]["id"]


def test_who_comes_back_goes_on_with_the_next_event_also_at_another_process(service: Any) -> None:
    first, second = service.client(service.serve()), service.client(service.serve())
    listener = Listener(first)
    post(first, *(sale(f"A{number}") for number in range(5)))
    listener.wait_for(lambda: len(listener.sold) == 5)
    middle = listener.events[2]["id"]
    post(first, *(sale(f"B{number}") for number in range(5)))
    again = Listener(second, after=middle)
    again.wait_for(lambda: len(again.sold) == 7)
    post(second, sale("C"))
    again.wait_for(lambda: len(again.sold) == 8)
    assert again.sold == ["A3", "A4", *(f"B{number}" for number in range(5)), "C"]
    caught_up = Listener(second, after=middle, follow=False)
    caught_up.wait_for_end()
    assert caught_up.sold == again.sold


def test_while_four_write_someone_who_keeps_coming_back_misses_and_repeats_nothing(service: Any) -> None:
    addresses = [service.serve(), service.serve()]
    client = service.client(addresses[0])
    steady = Listener(client)

    def write(writer: int) -> None:
        for number in range(8):
            post(client, sale(f"W{writer}-{number}"))

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    heard: list[str] = []
    place, turn = steady.ids[0], 0
    other = service.client(addresses[1])
    while len(heard) < 32 and turn < 2000:
        turn += 1
        part = Listener((client, other)[turn % 2], after=place, follow=False)
        part.wait_for_end()
        heard += part.sold
        place = part.ids[-1]
    for writer in writers:
        writer.join()
    steady.wait_for(lambda: len(steady.sold) >= 32)
    assert heard == steady.sold
    assert len(set(heard)) == 32


def test_who_is_limited_to_stores_hears_of_these_alone(embedded: Any) -> None:
    address = embedded.serve()
    admin, limited = embedded.client(address), embedded.client(address, "planner", ["S2"])
    one, all_of_it = Listener(limited), Listener(admin)
    with embedded.container.engine.begin() as connection:
        stores = [
            {"store_id": embedded.ids[code], "from": "2026-03-01", "to": "2026-03-02"}
            for code in ("S1", "S2")
        ]
        append(connection, [
            NewEvent("stock", {"quantity": 5}),
            NewEvent("job", {"id": "x", "created_by": 999}),
            NewEvent("calendar", {"name": "Fair"}),
            NewEvent("import", {"change": "added", "sales": 2, "stores": stores}),
            NewEvent("import", {"change": "added", "sales": 2, "stores": stores[:1]}),
            NewEvent("promotion", {"model": "daily.all"}),
        ])  # fmt: skip
    post(admin, sale("1", "S1"), sale("2", "S2"))
    one.wait_for(lambda: one.sold)
    all_of_it.wait_for(lambda: len(all_of_it.sold) == 2)
    assert [event["kind"] for event in one.events] == ["calendar", "import", "sale"]  # promotions: analysts
    assert one.events[1]["data"] == {"change": "added", "stores": stores[1:]}
    assert one.sold == ["2"]
    assert len(all_of_it.events) == 8
    refused = limited.get("/api/live", params={"store": "S1", "follow": False})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    refused = limited.get("/api/live", params={"kind": "promotion", "follow": False})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_kinds_stores_and_products_can_be_chosen(embedded: Any) -> None:
    client = embedded.client(embedded.serve())
    listener = Listener(client, kind=["sale"], store=["S2"], product=["JAM"])
    post(client, sale("1"), sale("2", "S2"), sale("3", "S2", "JAM"))
    with embedded.container.engine.begin() as connection:
        append(connection, [NewEvent("calendar", {"name": "Fair"})])
    post(client, sale("4", "S2", "JAM"))
    listener.wait_for(lambda: len(listener.sold) == 2)
    assert listener.sold == ["3", "4"]
    assert len(listener.events) == 2


def test_a_key_that_is_revoked_ends_the_stream_and_one_that_sees_less_narrows_it(
    embedded: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(feed_module, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(feed_module, "PING_SECONDS", 0.1)
    address = embedded.serve()
    admin = embedded.client(address)
    (narrowed, key), (revoked, other) = (embedded.key("planner") for _ in range(2))
    listeners = [
        Listener(embedded.running.enter_context(httpx.Client(base_url=address, headers={"X-API-Key": one})))
        for one in (key, other)
    ]
    with Session(embedded.container.engine) as session, session.begin():
        session.get_one(UserRow, narrowed).sees_all_stores = False
        session.add(UserStoreRow(user_id=narrowed, store_id=embedded.ids["S2"]))
        revoke_key(session, revoked, keys_of(session, revoked)[0].id)
    listeners[1].wait_for_end()
    assert listeners[1].heard[-1]["data"] == {"reason": "not_allowed"}
    post(admin, sale("1", "S1"), sale("2", "S2"))
    listeners[0].wait_for(lambda: listeners[0].sold)
    assert listeners[0].sold == ["2"]


def test_a_ticket_lets_in_once_and_no_log_has_it(embedded: Any, caplog: Any) -> None:
    address = embedded.serve()
    client = embedded.client(address)
    made = client.post("/api/live/tickets")
    assert (made.status_code, made.json()["expires_in"]) == (201, 30)
    stranger = embedded.running.enter_context(httpx.Client(base_url=address))
    ticket = made.json()["ticket"]
    listener = Listener(stranger, ticket=ticket, follow=False)
    listener.wait_for_end()
    assert listener.notices == ["hello"]
    again = stranger.get("/api/live", params={"ticket": ticket})
    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")
    assert stranger.get("/api/live").status_code == 401
    with embedded.container.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT count(*) FROM live_tickets")).scalar_one()
    assert kept == 0
    assert ticket not in caplog.text


def test_whoever_comes_from_where_the_log_does_not_reach_is_told_to_reload(embedded: Any) -> None:
    client = embedded.client(embedded.serve())
    listener = Listener(client)
    post(client, *(sale(f"R{number}") for number in range(6)))
    listener.wait_for(lambda: len(listener.sold) == 6)
    early = listener.events[1]["id"]
    with embedded.container.engine.begin() as connection:
        connection.execute(sa.update(LOG).where(LOG.c.seq <= 4).values(at=sa.func.datetime("2020-01-01")))
        forget_events(connection, utc_now().replace(year=2021))
    fresh = embedded.client(embedded.serve())  # whose memory doesn't have them either
    for after in (early, "0", "ffffffff-3", str(10**9)):
        late = Listener(fresh, after=after, follow=False)
        late.wait_for_end()
        assert late.notices == ["hello", "reload"], after
        assert late.sold == []
    with embedded.container.engine.begin() as connection:
        begin_epoch(connection)
    restored = Listener(embedded.client(embedded.serve()), after=listener.ids[-1], follow=False)
    restored.wait_for_end()
    assert restored.notices == ["hello", "reload"]


def test_who_listens_while_a_backup_is_restored_is_told_to_reload(embedded: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub_module, "_EPOCH_SECONDS", 0.1)
    client = embedded.client(embedded.serve())
    listener = Listener(client)
    post(client, sale("1"))
    listener.wait_for(lambda: listener.sold)
    with embedded.container.engine.begin() as connection:
        begin_epoch(connection)
    listener.wait_for(lambda: "reload" in listener.notices)
    post(client, sale("2"))
    listener.wait_for(lambda: len(listener.sold) == 2)
    assert listener.sold == ["1", "2"]
    assert listener.ids[-1].partition("-")[0] != listener.ids[0].partition("-")[0]


def test_no_more_may_listen_than_the_settings_say(open_service: Any) -> None:
    service = open_service(live_subscribers_per_user=2)
    client = service.client(service.serve())
    listeners = [Listener(client) for _ in range(2)]
    refused = client.get("/api/live")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == "10"
    assert all(listener.error is None for listener in listeners)


def test_streams_end_at_once_when_their_process_does_with_the_place_to_go_on_from(open_service: Any) -> None:
    from contextlib import ExitStack

    service = open_service()
    with ExitStack() as short:
        service.running, kept = short, service.running
        address, service.running = service.serve(), kept
        client = service.client(address)
        listener = Listener(client)
        post(client, sale("1"))
        listener.wait_for(lambda: listener.sold)
    listener.wait_for_end()
    assert listener.heard[-1]["kind"] == "end"
    assert listener.heard[-1]["data"] == {"reason": "restart"}
    again = service.client(service.serve())
    post(again, sale("2"))
    rest = Listener(again, after=listener.ids[-1], follow=False)
    rest.wait_for_end()
    assert rest.sold == ["2"]


def test_what_was_sent_and_left_out_is_counted(embedded: Any) -> None:
    client = embedded.client(embedded.serve())
    listener = Listener(client)
    post(client, sale("1"))
    listener.wait_for(lambda: listener.sold)
    # It is counted a moment after it was heard.
    embedded.until(lambda: "foresale_live_delivered_total 1.0" in client.get("/api/metrics").text)
    page = client.get("/api/metrics").text
    for line in (
        "foresale_live_subscribers 1.0", "foresale_live_delivered_total 1.0", "foresale_live_gaps_total 0.0",
        "foresale_live_unsequenced_events 0.0", "foresale_live_feed_seconds_count 1.0",
    ):  # fmt: skip
        assert line in page, line
    assert 'foresale_live_lease_seconds{loop="sequencer"}' in page
