"""Work that waits in the database: claim it, lease it, do it on time."""

from __future__ import annotations

from recognition.kernel.jobs.leases import claim, release
from recognition.kernel.jobs.timer import Job, Timer, job, jobs, take_tick
from recognition.kernel.jobs.worker import Worker

__all__ = ["Job", "Timer", "Worker", "claim", "job", "jobs", "release", "take_tick"]
