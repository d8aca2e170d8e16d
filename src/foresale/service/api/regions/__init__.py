"""Where stores are."""
