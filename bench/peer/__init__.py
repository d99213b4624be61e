"""The same row changes as people commonly write them: FastAPI, Celery, Redis. See README.md."""
