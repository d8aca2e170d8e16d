"""How far a forecast was from what happened.

Errors of a point forecast are in `point`, of quantiles and intervals in `quantile`, errors
scaled by the naive forecast in `scaled`; `summary.score` computes them all at once.
Every metric leaves out periods whose actual is NaN, and is NaN where it isn't defined.
"""
