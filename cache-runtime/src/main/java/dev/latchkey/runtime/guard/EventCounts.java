package dev.latchkey.runtime.guard;

/**
 * What happened to the subjects of one phase in a short time; each subject and event count once a
 * slot. Immutable.
 *
 * @param treatedSlow subjects with a call that took more than 1.1 times the control side's p99
 * @param controlSlow subjects with a call that took more than the control side's p99
 */
record EventCounts(
    long treatedSubjects,
    long controlSubjects,
    long treatedErrors,
    long controlErrors,
    long treatedSlow,
    long controlSlow) {}
