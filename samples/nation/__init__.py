"""A simulated nation: registry, enrolments and truth of any size, made in chunks so that memory does not grow with it.

Everything that is the same for most people is drawn with NumPy and written with Arrow; only the few rows to which
something
happens are made one by one, by the same slips as the ready files.
"""
