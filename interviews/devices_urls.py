from django.urls import path

from interviews.views import copies, devices

urlpatterns = [
    path("wawancara/<int:pk>/perangkat/", devices.spare_devices, name="spare_devices"),
    path("wawancara/<int:pk>/perangkat/<int:device>/akhiri/", devices.spare_end, name="spare_end"),
    path("penilaian/salinan/", copies.sheet_copies, name="sheet_copies"),
    path("penilaian/salinan/<int:pk>/", copies.sheet_copy, name="sheet_copy"),
    path("penilaian/salinan/<int:pk>/catat/", copies.sheet_copy_key, name="sheet_copy_key"),
]
