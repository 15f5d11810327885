"""Classes from type(): creation errors, attributes, object's defaults."""


def show(source):
    try:
        print(source, "->", repr(eval(source)))
    except BaseException as e:
        print(source, "->", type(e).__name__ + ":", e)


for line in """\
type('A',(),{})
type('A',1,{})
type(1,(),{})
type('A',(),1)
type('A',(1,),{})
type('A',(bool,),{})
type('A',(int,str),{})
type('A',(object,int),{})
type('A',(int,int),{})
type('A',(),{'__slots__':'a'})
type('A',(),{'__slots__':('a','a b')})
type('A',(),{'__slots__':(1,)})
type('A',(),{'__slots__':('a',),'a':1})
type('A',(int,),{'__slots__':('a',)})
type('A',(tuple,),{'__slots__':('a',)})
type('A',(),{'__slots__':('__dict__','__dict__')})
type('A',(int,),{'__slots__':('__weakref__','__weakref__')})
type('A',(),{'__qualname__':1})
type('A',(type(None),),{})
type('A',(type(lambda:1),),{})
type.__call__()
type(1,2)
type(1,2,3,4)
type()
type(a=1)
type(1,a=2)
type('A',(),{},a=2)
type.__new__(type)
type.__new__(type,'A')
type.__new__(1)
int.foo
int.__name__.foo
setattr(int,'a',1)
delattr(int,'a')
type('A',(),{}).zz
delattr(type('A',(),{}),'zz')
int.mro()
int.__bases__, bool.__mro__, int.__base__, object.__base__, object.__bases__
int.__dict__['__add__'], type(int.__dict__)
repr(int), repr(type('A',(),{}))
object().x
object(1)
object.__init__(1,2)
object().__init__(2)
type('A',(),{})(1)
type('A',(),{'__new__':lambda s,*a:object.__new__(s,1)})(1)
object.__new__(int)
object().__reduce_ex__('a')
type('A',(),{'__slots__':()})().__getstate__()
object().__getstate__()
type('A',(),{})().__getstate__()
object().__format__('a')
object().__format__(1)
object.__subclasshook__(1)
object.__init_subclass__()
object.__init_subclass__(1)
type('A',(),{},a=1)
sorted(object.__dict__)
sorted(type.__dict__)
type('A',(),{'__module__':'m'})
sorted(type('A',(),{}).__dict__)
type('A',(),{}).__dict__
object() == 1
object.__eq__(1,1), object.__eq__(1,2), object.__ne__(1,1), object.__lt__(1,1)
type('A',(),{'__set_name__':1})
type.__prepare__()
type.__instancecheck__(int,1)
int.__subclasses__()
type.__or__(int,3)
type.__text_signature__, object.__text_signature__
int.__annotations__
type('A',(),{}).__annotations__
int.__type_params__
type('A',(),{}).__abstractmethods__
type('A',(type,),{})
""".splitlines():
    show(line)
