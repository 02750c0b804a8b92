from coffeecop.parts.demo.department import load_demo

DEPARTMENTS = [load_demo]
