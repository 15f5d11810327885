"""A small operating system: tasks with queues, priorities and devices, written with many small classes."""
import sys
import time


class Packet:
    def __init__(self, kind, data):
        self.kind = kind
        self.data = data
        self.next = None


class Queue:
    def __init__(self):
        self.head = None
        self.tail = None
        self.size = 0

    def put(self, packet):
        packet.next = None
        if self.tail is None:
            self.head = packet
        else:
            self.tail.next = packet
        self.tail = packet
        self.size += 1

    def get(self):
        packet = self.head
        self.head = packet.next
        if self.head is None:
            self.tail = None
        self.size -= 1
        return packet

    def empty(self):
        return self.head is None


class Task:
    def __init__(self, kernel, name, priority):
        self.kernel = kernel
        self.name = name
        self.priority = priority
        self.inbox = Queue()
        self.handled = 0
        self.waiting = False

    def ready(self):
        return not self.waiting and not self.inbox.empty()

    def step(self):
        self.handled += 1
        self.handle(self.inbox.get())

    def handle(self, packet):
        raise NotImplementedError


class Worker(Task):
    def __init__(self, kernel, name, priority, device):
        super().__init__(kernel, name, priority)
        self.device = device
        self.checksum = 0

    def handle(self, packet):
        for value in packet.data:
            self.checksum = (self.checksum * 33 + value) & 0xFFFF
        packet.data[self.checksum & 3] = self.checksum & 255
        packet.kind = "io"
        self.kernel.send(self.device, packet)


class Device(Task):
    def __init__(self, kernel, name, priority, target):
        super().__init__(kernel, name, priority)
        self.target = target
        self.busy = 0

    def handle(self, packet):
        self.busy += 1
        if self.busy % 5 == 0:
            self.waiting = True
            self.kernel.wake_later(self)
        packet.kind = "work"
        self.kernel.send(self.target, packet)


class Idle(Task):
    def __init__(self, kernel, name, priority):
        super().__init__(kernel, name, priority)
        self.seed = 1

    def ready(self):
        return True

    def step(self):
        self.handled += 1
        self.seed = self.seed * 5 + 3 & 0x3FFF
        self.kernel.wake_one(self.seed)


class Kernel:
    def __init__(self):
        self.tasks = {}
        self.order = []
        self.sleeping = []
        self.switches = 0

    def add(self, task):
        self.tasks[task.name] = task
        self.order.append(task)
        self.order.sort(key=lambda task: -task.priority)

    def send(self, name, packet):
        self.tasks[name].inbox.put(packet)

    def wake_later(self, task):
        self.sleeping.append(task)

    def wake_one(self, seed):
        if self.sleeping:
            self.sleeping.pop(seed % len(self.sleeping)).waiting = False

    def run(self, steps):
        for _ in range(steps):
            for task in self.order:
                if task.ready():
                    task.step()
                    self.switches += 1
                    break


def run():
    kernel = Kernel()
    kernel.add(Idle(kernel, "idle", 0))
    for n in range(4):
        kernel.add(Worker(kernel, "worker%d" % n, 5 + n, "device%d" % (n & 1)))
    for n in range(2):
        kernel.add(Device(kernel, "device%d" % n, 20 + n, "worker%d" % (n + 2)))
    for n in range(12):
        kernel.send("worker%d" % (n & 3), Packet("work", [n, n + 1, n + 2, n + 3]))
    kernel.run(300000)
    return kernel.switches, [(task.name, task.handled) for task in kernel.order], kernel.tasks["worker2"].checksum


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
