import os

# More threads are slower on short texts and take cores from web requests. numpy reads it on import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
