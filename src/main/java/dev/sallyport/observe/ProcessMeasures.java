package dev.sallyport.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sallyport.observe.MetricsText.Kind;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** Memory, collections, threads, processor time and open files of this process. */
public final class ProcessMeasures implements Measured {
    @Override
    public void write(MetricsText text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        text.family("jvm_memory_used_bytes", Kind.GAUGE, "Memory in use.")
                .sample("jvm_memory_used_bytes", heap.getUsed(), "area", "heap")
                .sample("jvm_memory_used_bytes", rest.getUsed(), "area", "nonheap");
        text.family("jvm_memory_max_bytes", Kind.GAUGE, "The most memory, -1 where there is no bound.")
                .sample("jvm_memory_max_bytes", heap.getMax(), "area", "heap")
                .sample("jvm_memory_max_bytes", rest.getMax(), "area", "nonheap");
        text.family("jvm_gc_collection_seconds", Kind.SUMMARY, "Garbage collections.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.sample(
                    "jvm_gc_collection_seconds_sum", collector.getCollectionTime() / 1000.0, "gc", collector.getName());
            text.sample("jvm_gc_collection_seconds_count", collector.getCollectionCount(), "gc", collector.getName());
        }
        text.gauge(
                "jvm_threads_current",
                "Platform threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        text.family("process_start_time_seconds", Kind.GAUGE, "When the process began, in seconds of Unix time.")
                .sample(
                        "process_start_time_seconds",
                        ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            text.family("process_cpu_seconds_total", Kind.COUNTER, "Processor time.")
                    .sample("process_cpu_seconds_total", system.getProcessCpuTime() / 1e9);
            text.gauge("process_open_fds", "Open files.", system.getOpenFileDescriptorCount());
            text.gauge("process_max_fds", "The most open files.", system.getMaxFileDescriptorCount());
        }
    }
}
