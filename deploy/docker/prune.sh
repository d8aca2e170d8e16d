#!/bin/sh
# Takes out of an environment what no command of Foresale's reads: tests of libraries, headers, pages for
# notebooks, and Arrow's network format.
#   sh prune.sh /opt/foresale
set -eu
packages="$(echo "$1"/lib/python3.*/site-packages)"
find "$packages" -type d -name tests -not -path '*/foresale/*' -prune -exec rm -rf {} +
find "$packages" -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pyi' -o -name '*.h' -o -name '*.hpp' -o -name '*.js.map' \) -delete
rm -rf "$packages"/pyarrow/include "$packages"/pyarrow/src \
  "$packages"/pyarrow/*flight* \
  "$packages"/pydeck/nbextension "$packages"/plotly/labextension "$1"/share/jupyter

# Maps, which Streamlit names and Foresale never asks it for. Matplotlib stays: it writes orders as PDF.
rm -rf "$packages"/pydeck "$packages"/pydeck-*.dist-info
