# Production image: the same code serves (gunicorn) and keeps house (`manage.py tick`).
FROM python:3.13-slim AS build
WORKDIR /app
COPY hubsite/setup/requirements.lock .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .
# No server answers here: these two commands only read settings.
RUN export DATABASE_URL=postgresql://nobody@localhost/none HUBSITE_PRODUCTION=0 \
 && /venv/bin/python manage.py compile_messages \
 && /venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin hubsite \
 && install -d -o hubsite /anchors
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 HUBSITE_PRODUCTION=1 HUBSITE_HTTPS=1
USER hubsite
EXPOSE 8000
CMD ["gunicorn", "-c", "hubsite/gunicorn_conf.py"]
