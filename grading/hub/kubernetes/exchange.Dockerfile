# ngshare, the exchange service. From the project's folder:
#
#   docker build -f grading/hub/kubernetes/exchange.Dockerfile -t REGISTRY/nnbasics-exchange:VERSION .
#
# With SQLAlchemy 2, ngshare 0.6.0 loses what is released, without an error.
FROM python:3.12-slim-bookworm
RUN pip install --no-cache-dir ngshare==0.6.0 'sqlalchemy<2'
USER 65534
CMD ["python", "-m", "ngshare", "--admins", "admin"]
