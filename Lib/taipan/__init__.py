"""What Taipan offers beyond CPython: tools to see and steer how it runs a program."""
