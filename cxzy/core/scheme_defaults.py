"""What holds where a scheme file says nothing; the weights and points are ours."""

from decimal import Decimal
from fractions import Fraction

from cxzy.core.scheme_parts import Band, Criterion, Gate, Quota, Scale
from cxzy.core.vocabulary import Source

WEIGHTS = {
    Source.SELF: Decimal(10),
    Source.PEER: Decimal(30),
    Source.LEADER: Decimal(30),
    Source.MASS: Decimal(30),
}
CRITERIA = tuple(
    Criterion(key=key, label=label, weight=Decimal(20))
    for key, label in (
        ("commitment", "承诺践诺"),
        ("post", "立足岗位"),
        ("service", "联系服务群众"),
        ("teamwork", "团结协作"),
        ("integrity", "廉洁自律"),
    )
)
SCALES = (
    Scale(
        name="等次",
        words={"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0},
    ),
)
BANDS = tuple(
    Band(grade=grade, lowest=lowest)
    for grade, lowest in (("优秀", 90.0), ("较好", 80.0), ("一般", 60.0), ("后进", 0.0))
)
GATES = (Gate(measure="satisfaction", below=Fraction(9, 10), cap="一般"),)
QUOTAS = (Quota(grade="优秀", share=Fraction(1, 3)),)
