# A program of some size: accounts, transactions with rollback, reports.
class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} has {account.balance}, needs {amount}")
        self.account, self.amount = account, amount


class Account:
    interest = 0
    __slots__ = ("owner", "_balance", "history")

    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.history = owner, balance, []

    @property
    def balance(self):
        return self._balance

    def _change(self, amount, kind):
        if self._balance + amount < self.limit():
            raise InsufficientFunds(self, -amount)
        self._balance += amount
        self.history.append((kind, amount, self._balance))

    def limit(self):
        return 0

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"bad amount {amount!r}")
        self._change(amount, "deposit")

    def withdraw(self, amount):
        self._change(-amount, "withdraw")

    def __lt__(self, other):
        return (self.balance, self.owner) < (other.balance, other.owner)

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance})"


class Credit(Account):
    __slots__ = ("line",)

    def __init__(self, owner, balance=0, *, line=100):
        super().__init__(owner, balance)
        self.line = line

    def limit(self):
        return -self.line


class Savings(Account):
    __slots__ = ()
    interest = 5

    def add_interest(self):
        self._change(self.balance * self.interest // 100, "interest")


class Transaction:
    def __init__(self, *accounts):
        self.accounts = accounts

    def __enter__(self):
        self.saved = [(a, a._balance, len(a.history)) for a in self.accounts]
        return self

    def __exit__(self, kind, error, tb):
        if kind is not None:
            for account, balance, length in self.saved:
                account._balance = balance
                del account.history[length:]
        return kind is not None and issubclass(kind, InsufficientFunds)


class Bank:
    def __init__(self):
        self.accounts = {}
        self.failed = []

    def open(self, account):
        if self.accounts.setdefault(account.owner, account) is not account:
            raise KeyError(account.owner)
        return account

    def __getitem__(self, owner):
        return self.accounts[owner]

    def __iter__(self):
        yield from self.accounts.values()

    def __len__(self):
        return len(self.accounts)

    def __contains__(self, owner):
        return owner in self.accounts

    def transfer(self, source, target, amount):
        a, b = self[source], self[target]
        done = False
        with Transaction(a, b):
            b.deposit(amount)
            a.withdraw(amount)
            done = True
        if not done:
            self.failed.append((source, target, amount))
        return done

    def report(self):
        width = max(len(a.owner) for a in self)
        for account in sorted(self, reverse=True):
            yield f"{account.owner:<{width}} {account.balance:>8,} {type(account).__name__:^9}|{len(account.history):>3}"
        yield f"{'total':<{width}} {sum(a.balance for a in self):>8,}"


bank = Bank()
for account in (Account("Ann", 1000), Savings("Bob", 5000), Credit("Cid", line=300), Account("Dee")):
    bank.open(account)
try:
    bank.open(Account("Ann"))
except KeyError as e:
    print("refused", e)
print([bank.transfer(*args) for args in (("Ann", "Cid", 200), ("Cid", "Dee", 450), ("Cid", "Dee", 100), ("Bob", "Ann", 1234), ("Dee", "Bob", 551), ("Dee", "Bob", 550))])
for action in (lambda: bank["Ann"].withdraw(10**9), lambda: bank["Ann"].deposit(-5), lambda: bank["Zed"], lambda: setattr(bank["Ann"], "balance", 5), lambda: setattr(bank["Ann"], "other", 5)):
    try:
        action()
    except Exception as e:
        print(type(e).__name__, e)
bank["Bob"].add_interest()
print(*bank.report(), sep="\n")
print(bank.failed, bank["Cid"].history, "Ann" in bank, len(bank), max(bank), sorted(bank))
totals = {}
for account in bank:
    for kind, amount, _ in account.history:
        totals[kind] = totals.get(kind, 0) + amount
print(totals)
