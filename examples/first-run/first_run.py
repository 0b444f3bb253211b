"""From two CSV files to a finished job, with Keboola's own Python client.

Install it with `pip install kbcstorage`, start the platform with `npm start`, then:
    python examples/first-run/first_run.py
"""

import json
import os
import pathlib
import tempfile
import time

import requests
from kbcstorage.client import Client

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "node_modules" / "vega-datasets" / "data"
connection = json.loads(pathlib.Path(os.environ.get("RUNLEDGER_CONNECTION", ROOT / ".runledger" / "connection.json")).read_text())
url, token = connection["url"], connection["token"]
client = Client(url, token)

# 1. Two tables from two files; each file is uploaded first and kept. Run again, the tables get their next versions.
bucket = "in.c-python-run"
if bucket not in [each["id"] for each in client.buckets.list()]:
    client.buckets.create("python-run", stage="in")
known = [table["id"] for table in client.buckets.list_tables(bucket)]


def load(name, csv):
    table = f"{bucket}.{name}"
    if table in known:
        client.tables.load(table, str(DATA / csv))
        return table
    return client.tables.create(bucket, name, str(DATA / csv))


airports = load("airports", "airports.csv")
flights = load("flights", "flights-airport.csv")
print(f"Tables {airports} and {flights}")

# 2. A transformation: which tables it reads, its SQL, which table it writes.
sql = """
    CREATE TABLE busiest_airports AS
    SELECT a.iata, a.name, a.state, sum(f.count::BIGINT) AS departures
    FROM flights f JOIN airports a ON a.iata = f.origin
    GROUP BY ALL ORDER BY departures DESC
"""
busiest = "out.c-python-run.busiest_airports"
component = "keboola.duckdb-transformation"
configuration = client.configurations.create(
    component_id=component,
    name="Busiest airports (Python)",
    configuration={
        "parameters": {"blocks": [{"name": "Airports", "codes": [{"name": "Count departures", "script": [sql]}]}]},
        "storage": {
            "input": {
                "tables": [
                    {"source": airports, "destination": "airports"},
                    {"source": flights, "destination": "flights"},
                ]
            },
            "output": {"tables": [{"source": "busiest_airports", "destination": busiest, "primary_key": ["iata"]}]},
        },
    },
)

# 3. Run it and wait until it is over. The client has no call for this, plain HTTP does it.
headers = {"X-StorageApi-Token": token}
response = requests.post(f"{url}/jobs", json={"component": component, "config": configuration["id"]}, headers=headers)
response.raise_for_status()
job = response.json()
while not job["isFinished"]:
    time.sleep(0.2)
    job = requests.get(f"{url}/jobs/{job['id']}", headers=headers).json()
print(f"Job {job['id']} {job['status']}: {job['result']['message']}, {job['credits']} credits")

# 4. Look at what it has made, and take it home.
print(client.tables.preview(busiest)[:200])
with tempfile.TemporaryDirectory() as folder:
    path = client.tables.export_to_file(busiest, folder)
    print(f"Exported {sum(1 for _ in open(path)) - 1} rows")
