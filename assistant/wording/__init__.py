"""Words replies from artifacts: deterministic, no model, no look-up of its own."""
