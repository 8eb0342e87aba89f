from django.urls import path

from interviews.views import plans

urlpatterns = [
    path("wawancara/rancangan/", plans.plan_list, name="plans"),
    path("wawancara/rancangan/<int:version>/", plans.plan, name="plan"),
    path("wawancara/rancangan/<int:version>/ketentuan/", plans.demands, name="plan_demands"),
    path("wawancara/rancangan/<int:version>/undian/", plans.draw, name="plan_draw"),
    path("wawancara/rancangan/<int:version>/susun/", plans.propose, name="plan_propose"),
    path("wawancara/rancangan/<int:version>/pindah/", plans.move, name="plan_move"),
    path("wawancara/rancangan/<int:version>/terbitkan/", plans.publish, name="plan_publish"),
]
