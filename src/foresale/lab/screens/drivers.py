"""What drives a total, by customer, store, campaign or month, and whether anything does."""

from __future__ import annotations

import streamlit as st

from foresale.lab.answers import OF_DRIVERS
from foresale.lab.commands import CommandAnswer
from foresale.lab.formats import LEADERBOARD, UNITS, name_fields, round_number
from foresale.lab.screens.file_form import FileField, FileForm

FORM = FileForm(
    "drivers",
    "A table",
    (
        FileField("--target", "Column to explain", "Sales"),
        FileField("--ignore", "Columns to leave out", "known only afterwards, by comma"),
    ),
    "Look for drivers",
    "Comparing models on rows that they hadn't seen … this takes half a minute or more.",
    OF_DRIVERS,
)
SHARE = st.column_config.NumberColumn(format="%.3f")


def show() -> None:
    """Drop a table, name the total, and read what it depends on."""
    st.caption(
        "For tables with a row for each customer, store, campaign or month. It is read on the machine where "
        "this app runs, as `foresale drivers` does it, and not stored. To keep what is found, use Drivers on "
        "the dashboard."
    )
    answer = FORM.show()
    if answer is not None:
        show_answer(answer)


def show_answer(answer: CommandAnswer) -> None:
    """The verdict first, then what it rests on."""
    if answer.problem:
        st.error(name_fields(answer.problem, FORM.labels))
        return
    fields = answer.fields
    rows = fields["rows"]
    verdict = " ".join(fields["verdict"])
    (st.success if fields["finding"] in ("little", "something") else st.info)(verdict)
    st.caption(f"{rows['read']:,} rows read, {rows['judged']:,} judged, {rows['rejected']:,} set aside.")
    st.subheader("What was found")
    st.markdown("\n".join(f"- {sentence}" for sentence in fields["findings"]))
    for note in fields["notes"]:
        if note["rule"] in ("suspicious_column", "leaking_column"):
            st.warning(name_fields(note["text"], FORM.labels))
    with st.expander("What was done with the table"):
        st.markdown("\n".join(f"- {name_fields(note['text'], FORM.labels)}" for note in fields["notes"]))
    st.subheader("Models compared")
    st.dataframe(
        [
            {
                "Model": each["label"],
                "R²": round_number(each["r2"]),
                "MAE": round_number(each["mae"]),
                "RMSE": round_number(each["rmse"]),
                "Bias": round(each["bias"], 4) + 0.0,
            }
            for each in fields["models"]
        ],
        hide_index=True,
        column_config={"R²": SHARE, "MAE": UNITS, "RMSE": UNITS, "Bias": LEADERBOARD["Bias"]},
    )
    if fields["effects"]:
        st.subheader("What drives it")
        st.dataframe(
            [
                {
                    "Column": each["column"],
                    "Change": f"{each['end']} instead of {each['start']}",
                    "Moves it by": round_number(each["size"]),
                    "At least": round_number(each["size_low"]),
                    "At most": round_number(each["size_high"]),
                    "Sure": "more than chance" if each["is_real"] else "may be chance",
                }
                for each in fields["effects"]
            ],
            hide_index=True,
        )
    st.subheader("To take home")
    left, right = st.columns(2)
    left.download_button(
        "Report (HTML)", answer.files["report.html"], "drivers.html", "text/html", type="primary"
    )
    right.download_button("Everything (ZIP)", answer.archive(), "drivers.zip", "application/zip")
