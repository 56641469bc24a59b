package dev.latchkey.demo;

import java.util.concurrent.TimeUnit;

/** The time a load runs by. */
interface Clock {
  /** The real time. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanoTime) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        }
      };

  /** Nanoseconds since an origin of its own. */
  long nanoTime();

  /** Returns at that time, or at once when it is over. */
  void sleepUntil(long nanoTime) throws InterruptedException;
}
