"""Exports a table with the real client and prints the path of the file."""

import sys

from kbcstorage.client import Client

url, token, table, work = sys.argv[1:5]
print(Client(url, token).tables.export_to_file(table, work))
