#!/bin/sh
# Takes out of an environment what no command of Foresale's reads: tests of libraries, what they were compiled
# from, symbols for debuggers, examples, pages for notebooks, Arrow's network format.
#   sh prune.sh /opt/foresale
set -eu
rm -rf "$1/share/jupyter"
cd "$1"/lib/python3.*/site-packages
find . -type d -name tests -not -path './foresale/*' -prune -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' -o -name '*.c' -o -name '*.cpp' \
  -o -name '*.h' -o -name '*.hpp' -o -name '*.js.map' \) -delete
rm -rf pyarrow/include pyarrow/src pyarrow/*flight* pydeck/nbextension plotly/labextension \
  plotly/package_data/datasets
# The same three times: programs load the name with the interface's number, compilers the others.
find pyarrow -maxdepth 1 \( -name 'libarrow*.so' -o -name 'libarrow*.so.*.*.*' \) -delete
find . -path './statsmodels/datasets/*' -name '*.csv' -delete

# Maps, which Streamlit names and Foresale never asks it for. Matplotlib stays: it writes orders as PDF.
rm -rf pydeck pydeck-*.dist-info

# Not those in *.libs: what put them into a wheel has moved their parts, and strip may break such a file.
find . -type f \( -name '*.so' -o -name '*.so.*' \) -not -path '*.libs/*' | while read -r library; do
  if [ "$(head -c 4 "$library" | tail -c 3)" = ELF ]; then strip --strip-unneeded "$library"; fi
done
