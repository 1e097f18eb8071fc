from tests.cases.test_execution import *  # noqa
from chengguan.documents.models import Instrument
from pathlib import Path
def test_render(served, tmp_path, settings):
    from chengguan.documents.rendering import _pdf
    go_to(served, date(2024,5,13)); 
    served.approve("case.defer_payment", served.subject_case, deferral())
    go_to(served, date(2024,8,31))
    served.approve("case.impose_additional_fine", served.subject_case, {"remarks": ""})
    steps.confirm_address(served)
    relief(served); conclude(served)
    served.approve("case.demand", served.subject_case, {"amount": str(Decimal(facts(served)["amount_outstanding"])), "way": "到银行缴纳", "duties": ""})
    steps.serve(served, "demand_notice", "public_notice")
    served.perform("case.hear_demand_statement", case=served.subject_case, speaker="王演示", content="资金周转困难。", review="不影响义务的履行。", adopted=False, officers=served.pair_ids)
    served.plan["pay_after"]=0
    steps.pay(served); steps.close(served); steps.archive(served)
    out = Path("/tmp/pdfs"); out.mkdir(exist_ok=True)
    for i in Instrument.objects.filter(subject_key=served.subject_case.chain_key):
        (out / f"{i.kind}.pdf").write_bytes(_pdf(i))
