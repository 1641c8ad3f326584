package dev.sallyport.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of this process, one for each core: epoll where the system has it, else the JDK's selector. */
public final class Loops implements AutoCloseable {
    private static final boolean EPOLL = Natives.ALLOWED && Epoll.isAvailable();

    private final EventLoopGroup group;
    private final List<NettyLoop> all = new ArrayList<>();
    private final Map<EventLoop, NettyLoop> byEventLoop = new HashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /** {@code count} loops. */
    public Loops(int count) {
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(count, io);
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, all.size());
            all.add(loop);
            byEventLoop.put(loop.eventLoop(), loop);
        }
    }

    /** The loops as Netty knows them. */
    public EventLoopGroup group() {
        return group;
    }

    /** All loops in the order of their index. */
    public List<NettyLoop> all() {
        return List.copyOf(all);
    }

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /** The loop behind a loop of Netty. */
    public NettyLoop of(EventLoop eventLoop) {
        NettyLoop loop = byEventLoop.get(eventLoop);
        if (loop == null) {
            throw new IllegalArgumentException("not a loop of this process");
        }
        return loop;
    }

    /** Some loop, each in turn. */
    public NettyLoop any() {
        return all.get(Math.floorMod(next.getAndIncrement(), all.size()));
    }

    /** Runs {@code task} on one of the loops, again and again, {@code pause} after its last end. */
    public Future<?> every(Duration pause, Runnable task) {
        return any().eventLoop().scheduleWithFixedDelay(task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The class of listening sockets on these loops. */
    public Class<? extends ServerSocketChannel> serverSocket() {
        return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** The class of connecting sockets on these loops. */
    public Class<? extends SocketChannel> socket() {
        return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
