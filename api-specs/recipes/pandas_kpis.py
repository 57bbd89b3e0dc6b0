"""KPIs and records as pandas data frames. Usage: python pandas_kpis.py [address] [key]"""
import io
import sys
import urllib.parse
import urllib.request

import pandas as pd

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:5080"
HEADERS = {"Authorization": f"Bearer {sys.argv[2]}"} if len(sys.argv) > 2 else {}


def get(path, **parameters):
    """One answer, and where the table goes on: None on the last page."""
    url = urllib.parse.urljoin(ADDRESS, path)
    if parameters:
        url += "?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(urllib.request.Request(url, headers=HEADERS)) as answer:
        link = answer.headers.get("Link", "")
        return answer.read(), link[1:link.index(">")] if 'rel="next"' in link else None


def table(path, **parameters):
    """All pages of a table."""
    pages = []
    body, following = get(path, format="csv", **parameters)
    while True:
        pages.append(pd.read_csv(io.BytesIO(body)))
        if following is None:
            return pd.concat(pages, ignore_index=True)
        body, following = get(following)


kpis = table("/v1/kpis", metrics="csat,first_response_time:median", interval="day", groupBy="channel", period="all")
kpis["date"] = pd.to_datetime(kpis["date"])
kpis["first_response_time_median"] = pd.to_timedelta(kpis["first_response_time_median"], unit="s")
records = table("/v1/kpis/records", metric="csat", period="all", limit=2)
records["at"] = pd.to_datetime(records["at"])

print(kpis.dtypes.to_string())
print(kpis.groupby("channel")["csat_count"].sum().to_string())
print(len(records), "records,", records["survey"].nunique(), "surveys")
