/**
 * Results that arrive later: {@code CompletionStage}, Reactor's {@code Mono}, Mutiny's {@code Uni},
 * Vert.x' {@code Future}; begin at {@code AsyncForm}. The libraries are the application's own, of
 * whatever version and class loader, called by method handles.
 *
 * <p>What is kept is the value, never the object that delivers it, and every caller gets an object
 * of its own. Two kinds have to be told apart:
 *
 * <ul>
 *   <li>A <em>running</em> result has begun its work when the woven method returns. A hit is
 *       decided when the method is called, and the method's body does not run.
 *   <li>A <em>deferred</em> result begins with each subscription, which may be long after the call,
 *       again and again, on any thread. A hit that was decided at the call could have expired or
 *       been revoked by then, and running the body at that time instead would give it other
 *       thread-locals and possibly changed arguments. So the body always runs and assembles its
 *       pipeline, which costs little because nothing of it is subscribed to; what the application
 *       gets defers to the cache with each subscription, and without a hit to that same pipeline.
 *       It holds what the pipeline holds, and no longer.
 * </ul>
 *
 * <p>No caller waits for another one's result: a subscriber that is cancelled, or runs in a context
 * of its own, concerns nobody else. A failure, an empty result and a cancellation are never kept.
 */
@NullMarked
package dev.latchkey.agent.handler.async;

import org.jspecify.annotations.NullMarked;
