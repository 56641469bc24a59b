package dev.latchkey.runtime.audit;

import java.time.Instant;

/**
 * One thing that was changed, or that somebody tried to change. Immutable; holds no secret and no
 * personal data. What does not apply is empty.
 *
 * @param id rises by one with every entry, from 1, over restarts too
 * @param actor who: {@code api} for the admin token, {@code dashboard} for a session of a page,
 *     {@code auto}, {@code config} or {@code fleet}
 * @param address where a request came from
 * @param action a request's method and path, or what kind of event it was
 * @param before what held before, for what was changed
 * @param after what holds now
 * @param reason given with the request, or found by whoever acted
 * @param result {@code done}, {@code failed}, or the status that a request was answered with
 */
public record AuditEntry(
    long id,
    Instant at,
    String actor,
    String address,
    String action,
    String before,
    String after,
    String reason,
    String result) {}
