"""Tables of the app: publications, deliveries to other systems, credit repair."""

from .credit import CreditRepair
from .exchange import Channel, Delivery, Shipment
from .publications import Publication, Revision

__all__ = ["Channel", "CreditRepair", "Delivery", "Publication", "Revision", "Shipment"]
