"""案卷导出: a sealed dossier as a folder that verifies itself."""
