"""案卷 (电子案卷): the sealed dossier of a case, its export that verifies itself, its loans."""
