package dev.sallyport.path;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a gateway holds at one moment, to be compared with another. */
record ChaosRemains(Set<String> threads, int sessions, int connections, int children, long heapBytes) {
    private static final int COLLECTIONS = 3;

    static ChaosRemains of(GatewayFixture gateway, ChaosServers servers) throws InterruptedException {
        return new ChaosRemains(
                threadNames(),
                gateway.gateway.sessionCount(),
                gateway.connectionCount(),
                servers.children("stdio-legacy").size()
                        + servers.children("stdio-modern").size(),
                usedBytes());
    }

    /** The names of the threads that are not of the whole virtual machine, each with its id. */
    static Set<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                        && !thread.getName().equals("child-reaper")
                        && !thread.getName().startsWith("ForkJoinPool")
                        && !thread.getName().startsWith("CompletableFutureDelayScheduler"))
                .map(thread -> thread.getName() + " " + thread.threadId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long usedBytes() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    public String toString() {
        return threads.size() + " threads, " + sessions + " sessions, " + connections + " connections, " + children
                + " children, " + heapBytes / 1024 + " KiB";
    }
}
