"""Excel reporting of PAR INDEX, SIPAS and PAPI tasks: forms, checks, merge and rates."""

__version__ = "0.1.0"
