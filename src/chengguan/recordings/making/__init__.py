"""制作派生件: programs that make something from a recording (segments for the browser, clips, stills, masked copies).

`python -m chengguan.recordings.making JOB` runs one of them as a process of its own, at low priority and with bounded
memory; it touches no database. recordings/workshop.py starts it and reads what it reports.
"""
