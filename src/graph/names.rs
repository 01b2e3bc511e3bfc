//! Names: how texts are compared, and which nodes have which.
