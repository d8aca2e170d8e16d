"""Daily units by shop and item from a till's export as one gets it: Foresale and pandas."""

# ruff: noqa: ANN201, ANN001, D103


def with_foresale(folder):
    import foresale as fs

    return fs.series(
        folder / "till.csv", target="Menge", keys=["Filiale", "Artikel"], returns="net"
    ).to_frame()


def with_pandas(folder):
    import pandas as pd

    rows = pd.read_csv(folder / "till.csv", sep=";", encoding="cp1252", dtype=str)
    rows = rows[rows["Datum"].notna() & (rows["Datum"] != "Datum")].drop_duplicates()
    rows["Datum"] = pd.to_datetime(rows["Datum"], format="%d.%m.%Y")
    rows["Menge"] = rows["Menge"].astype(float)
    rows["Filiale"] = rows["Filiale"].str.strip().str.lower()
    daily = rows.groupby(["Filiale", "Artikel", "Datum"])["Menge"].sum()
    shops = daily.unstack(["Filiale", "Artikel"]).asfreq("D").fillna(0)
    return shops.stack(["Filiale", "Artikel"]).rename("Menge").reset_index()
