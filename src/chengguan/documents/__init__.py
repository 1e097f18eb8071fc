"""Documents 文书: statutory instruments, their files, and attachments.

How an instrument comes to be
-----------------------------
1. A norm file `norms/national/instruments/<kind>.yaml` says what the instrument requires and what it says; a file of the
   same name in a nearer layer (`norms/bureaus/<code>/instruments/`) replaces it there. Keys: `schema`; blocks: `steps`.
2. An act calls `issuing.issue(kind, bureau=…, at=…, subject_key=…, case_number=…, scope=…, context={…})`. The keys of
   `context` are described in `context`; a missing required fact raises `InstrumentIncomplete` and uses no number.
3. The facts (`Instrument.context`) and the final text (`Instrument.content`) are frozen; the worker renders PDF and DOCX
   (`rendering.render_posted`), or the first view does.

To add an instrument: copy the nearest of the shared ones (letter `correction_order`, form `filing_approval`, record
`site_record`, receipt `proof_of_service`), keep every `requires` with its article, and add its golden facts to the test of
your slice. `word` gives it a number; `confidential: true` keeps internal papers off the public verification page.

Pure modules (no Django): blocks, build, context, fonts, instruments, paths, pdf, schema, steps, tables, text, word.
"""
