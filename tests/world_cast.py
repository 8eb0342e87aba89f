"""Who looks: one person per role in Kaltim, and strangers."""

# One person per role in Kaltim: the candidate is Bontang, the branch is the one that serves it ...
CAST = {
    "A": "admin",
    "S": "sekretariat1.kaltim",
    "C": "ketua.kaltim",
    "P": "panelis4.kaltim",
    "O": "pengawas.kaltim",
    "H": "kepala.btg",
    "F": "staf.btg",
    "N": "daerah.bontang",
    "B": "rekan.bontang",
}
# ... and in Kalsel. Administrators see the nation: they have no other province.
OTHERS = {
    "S": "sekretariat1.kalsel",
    "C": "ketua.kalsel",
    "P": "panelis4.kalsel",
    "O": "pengawas.kalsel",
    "H": "kepala.bjm",
    "F": "staf.bjm",
    "N": "daerah.balangan",
    "B": "rekan.balangan",
}
