"""A made-up supermarket chain whose true demand is known; `chain.simulate_chain` is the way in."""
