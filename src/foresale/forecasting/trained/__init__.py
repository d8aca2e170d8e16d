"""A champion that was trained: refitted, saved, loaded, brought up to newer sales."""
