"""The local NCBI: a real HTTP server that plays E-utilities over files of one's own."""
