import pytest, time
from tests.architecture import world
@pytest.mark.django_db
def test_w():
    t=time.time(); a=world.build("甲"); b=world.build("乙"); print(time.time()-t)
