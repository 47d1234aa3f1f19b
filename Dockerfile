# The bot in an image: no compiler, no root, nothing that it may write to but data/ and /tmp.
FROM python:3.13-slim AS packages
COPY requirements-postgres.lock /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: -r /requirements-postgres.lock

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin maklumat \
 && install -d -o maklumat -g maklumat -m 0700 /office/data
COPY --from=packages /venv /venv
COPY sop /app/sop
COPY storage /app/storage
COPY handlers /app/handlers
COPY bot /app/bot
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Settings come from the environment; an SQLite file and backups lie in data/.
WORKDIR /office
VOLUME /office/data
USER 10001:10001
# 75: the database alone fails, and a fresh start would only make the bot forget whom to tell when it is over.
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD python -m bot health || test $? -eq 75
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
