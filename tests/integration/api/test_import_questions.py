"""What a file leaves open, as the API asks it."""

from __future__ import annotations

import json

import pytest


def test_a_question_tells_what_each_reading_of_the_file_would_add_up_to(embedded_api):
    client = embedded_api.as_role("planner")
    rows = "".join(f'2026-03-{day:02d},A,"{1 + day % 3},{day * 37 % 900 + 100}"\n' for day in range(1, 21))
    shown = client.post(
        "/api/imports", files={"file": ("sales.csv", f"date,product,quantity\n{rows}")}
    ).json()
    question = shown["preview"]["questions"][0]
    totals = [reading["total"] for reading in question["readings"]]
    assert len(totals) == len(question["answers"]) == 2
    assert max(totals) == pytest.approx(1000 * min(totals))
    assert "in all" not in question["text"]
    assert question["fix"]
    refused = client.post(f"/api/imports/{shown['id']}/commit")
    assert refused.status_code == 409
    assert "in all" in refused.json()["detail"]


OUT, KEPT = "They are totals: leave them out", "They are sales: keep them"
BY_PRODUCT, BY_STORE = "total_rows:product", "total_rows:store"


def two_totals():
    """A file whose products and whose stores are called a total in some rows that sum nothing up."""
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    rows = [f"{day},{store},{product},4" for day in days for store in ("S1", "S2") for product in "AB"]
    rows += [f"{day},S1,Total,5" for day in days] + [f"{day},Total,A,7" for day in days]
    return "date,store,product,quantity\n" + "\n".join(rows) + "\n"


def upload(client, text, **options):
    data = {"options": json.dumps(options)} if options else {}
    answer = client.post("/api/imports", files={"file": ("sales.csv", text)}, data=data)
    assert answer.status_code == 201, answer.text
    return answer.json()


def change(client, shown, **options):
    answer = client.put(f"/api/imports/{shown['id']}", json=options)
    assert answer.status_code == 200, answer.text
    return answer.json()["preview"]


def named(questions):
    return {question["name"]: question["answer"] for question in questions}


def test_two_questions_with_the_same_answers_are_each_answered_by_itself(embedded_api, work):
    client = embedded_api.as_role("planner")
    shown = upload(client, two_totals())
    assert named(shown["preview"]["questions"]) == {BY_PRODUCT: None, BY_STORE: None}
    refused = client.post(f"/api/imports/{shown['id']}/commit").json()
    assert "2 questions are open" in refused["detail"]
    assert BY_PRODUCT in refused["fix"]
    assert BY_STORE in refused["fix"]

    one = change(client, shown, answers={BY_STORE: KEPT})
    assert (named(one["questions"]), named(one["answered"])) == ({BY_PRODUCT: None}, {BY_STORE: KEPT})
    assert not one["is_ready"]
    assert client.post(f"/api/imports/{shown['id']}/commit").status_code == 409

    both = change(client, shown, answers={BY_STORE: KEPT, BY_PRODUCT: OUT})
    assert both["is_ready"], both
    assert both["counts"]["quantity"] == 28 * (4 * 4 + 7)
    other = change(client, shown, answers={BY_STORE: OUT, BY_PRODUCT: KEPT})
    assert other["counts"]["quantity"] == 28 * (4 * 4 + 5)
    result = work(embedded_api, client.post(f"/api/imports/{shown['id']}/commit").json())["result"]
    assert result["new"] == 28 * 5


def test_an_answer_without_a_name_is_taken_where_one_question_has_it_and_refused_where_two_have(
    embedded_api,
):
    client = embedded_api.as_role("planner")
    text = "date,product,quantity\n03/04/2026,A,1\n01/02/2026,A,2\n05/01/2026,A,5\n"
    only = change(client, upload(client, text), answers=["month first"])
    assert (only["is_ready"], named(only["answered"])) == (True, {"date_order:date": "month first"})

    unclear = change(client, shown := upload(client, two_totals()), answers=[KEPT])
    assert not unclear["is_ready"]
    assert f"'{KEPT}' fits several questions, {BY_STORE} and {BY_PRODUCT}" in unclear["problem"]
    refused = client.post(f"/api/imports/{shown['id']}/commit")
    assert (refused.status_code, BY_STORE in refused.json()["fix"]) == (409, True)
    assert change(client, shown, answers=[f"{BY_PRODUCT}={KEPT}", f"{BY_STORE}={OUT}"])["is_ready"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"total_rows:shop": KEPT}, "Nothing is asked under the name 'total_rows:shop'."),
        (["day first"], "Nothing is asked that is answered by 'day first'."),
        ({BY_PRODUCT: "keep"}, f"'keep' is no answer to {BY_PRODUCT}."),
        ([f"{BY_STORE}={KEPT}", f"{BY_STORE}={OUT}"], f"'{KEPT}' and '{OUT}' can't both be the answer"),
    ],
    ids=["a name", "an answer", "no answer", "two answers"],
)
def test_an_answer_to_what_isnt_asked_is_refused_with_what_is(embedded_api, answers, words):
    client = embedded_api.as_role("planner")
    shown = upload(client, two_totals(), answers=answers)
    preview = shown["preview"]
    assert words in preview["problem"]
    assert KEPT in preview["fix"]
    assert len(preview["questions"]) == 2
    assert not preview["is_ready"]
    assert client.post(f"/api/imports/{shown['id']}/commit").status_code == 409


def test_a_file_that_leaves_nothing_open_takes_no_answer(embedded_api):
    client = embedded_api.as_role("planner")
    shown = upload(
        client, "date,product,quantity\n2026-03-13,A,2\n", answers={"date_order:date": "day first"}
    )
    assert (shown["preview"]["unasked"], shown["preview"]["is_ready"]) == (["date_order:date"], False)
    assert "leaves nothing open" in shown["preview"]["fix"]
    assert change(client, shown)["is_ready"]


def test_one_question_about_the_decimal_mark_names_every_column_that_it_settles(embedded_api):
    client = embedded_api.as_role("planner")
    rows = "".join(
        f'2026-03-{day:02d},A,"{1 + day % 3},{day:03d}","{day},5{day:02d}"\n' for day in range(1, 21)
    )
    shown = upload(client, f"date,product,quantity,revenue\n{rows}")
    (question,) = shown["preview"]["questions"]
    assert question["name"] == "decimal_mark"
    assert "In quantity and revenue, the mark in cells such as '2,001' and '1,501'" in question["text"]
    counts = change(client, shown, answers={"decimal_mark": question["answers"][1]})["counts"]
    assert max(counts["quantity"], counts["revenue"]) < 1_000


def test_a_question_stays_on_the_preview_of_a_file_that_its_first_reading_makes_unreadable(embedded_api):
    client = embedded_api.as_role("planner")
    weeks = "".join(f"2025-W{week:02d};S1;A;4\n" for week in range(1, 29))
    shown = upload(client, f"date;store;product;qty\n{weeks}")
    preview = change(client, shown, answers={"period_sums": "they are sums of periods"})
    assert preview["problem"]
    assert named(preview["answered"]) == {"period_sums": "they are sums of periods"}
