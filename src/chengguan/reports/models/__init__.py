"""Tables of reports. Each part adds its own imports here."""

from .annual import AnnualOpinion as AnnualOpinion
from .annual import AnnualReport as AnnualReport
from .annual import AnnualText as AnnualText
from .annual import DeclaredNumber as DeclaredNumber
from .annual import FrozenFigure as FrozenFigure
from .annual import StatedFigure as StatedFigure
from .bulletins import Bulletin as Bulletin
from .bulletins import IssuedFigure as IssuedFigure
from .measures import CaseFact as CaseFact
from .measures import MeasureState as MeasureState
from .measures import OpenDay as OpenDay
from .measures import Term as Term
from .measures import Transition as Transition
from .statistics import StatisticsReport as StatisticsReport
