"""Why a forecast is what it is: drivers, reasons of one day, and the effects of price and promotion."""
