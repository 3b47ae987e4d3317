from .membership import PoolMember, administered, joined
from .pool import Pool, PoolType, ReturnReason

__all__ = ["Pool", "PoolMember", "PoolType", "ReturnReason", "administered", "joined"]
