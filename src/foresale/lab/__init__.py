"""A Streamlit app for anybody: a client of the API that owns no logic of its own."""
